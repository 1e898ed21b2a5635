"""Where a postcode is: its position, ward and authority, from bundled open data or the national file."""
