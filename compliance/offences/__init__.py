"""The law, by the day it was in force; product categories; the prosecution clock."""
