"""Responsible Retailer Agreements: offered, signed, declined, lapsed, withdrawn."""
