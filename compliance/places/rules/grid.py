"""National Grid eastings and northings to latitude and longitude (pure).

"A guide to coordinate systems in Great Britain" (Ordnance Survey), annexes B and C: the Airy 1830 ellipsoid and the
Transverse Mercator projection of the National Grid, and the seven-parameter Helmert transformation to WGS84. Ordnance
Survey gives it to within about 5 metres; a postcode is the middle of many doors.
"""

from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan

AIRY = (6_377_563.396, 6_356_256.909)
WGS84 = (6_378_137.0, 6_356_752.3141)
SCALE, NORTHING_0, EASTING_0 = 0.9996012717, -100_000.0, 400_000.0
LATITUDE_0, LONGITUDE_0 = radians(49), radians(-2)
SHIFT = (446.448, -125.157, 542.060)
TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
STRETCH = -20.4894e-6


def to_latitude_longitude(easting: float, northing: float) -> tuple[float, float]:
    """Return WGS84 latitude and longitude in degrees of a National Grid point in metres, to about 5 metres."""
    return _to_wgs84(*_unproject(easting, northing))


def _arc(latitude: float, n: float, b: float) -> float:
    """Return the length of the meridian from the true origin, in metres (equation B6)."""
    apart, together = latitude - LATITUDE_0, latitude + LATITUDE_0
    return (
        b
        * SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * apart
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(apart) * cos(together)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * apart) * cos(2 * together)
            - 35 / 24 * n**3 * sin(3 * apart) * cos(3 * together)
        )
    )


def _unproject(easting: float, northing: float) -> tuple[float, float]:
    """Return latitude and longitude in radians on Airy's ellipsoid (equations C2)."""
    a, b = AIRY
    squared, n = 1 - (b / a) ** 2, (a - b) / (a + b)
    latitude = LATITUDE_0 + (northing - NORTHING_0) / (a * SCALE)
    while abs(left := northing - NORTHING_0 - _arc(latitude, n, b)) >= 1e-5:
        latitude += left / (a * SCALE)
    round_ = 1 - squared * sin(latitude) ** 2
    nu, rho = a * SCALE / sqrt(round_), a * SCALE * (1 - squared) / round_**1.5
    eta = nu / rho - 1
    t, east = tan(latitude), easting - EASTING_0
    north = latitude - east**2 * t / (2 * rho * nu)
    north += east**4 * t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta - 9 * t**2 * eta)
    north -= east**6 * t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    turned = east / nu - east**3 / (6 * nu**3) * (nu / rho + 2 * t**2)
    turned += east**5 / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    turned -= east**7 / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    return north, LONGITUDE_0 + turned / cos(latitude)


def _to_wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    """Return degrees on WGS84 of radians on Airy's ellipsoid, at height 0 (equations B1 to B5)."""
    a, b = AIRY
    nu = a / sqrt(1 - (1 - (b / a) ** 2) * sin(latitude) ** 2)
    x, y, z = (
        nu * cos(latitude) * cos(longitude),
        nu * cos(latitude) * sin(longitude),
        (b / a) ** 2 * nu * sin(latitude),
    )
    grown, (turn_x, turn_y, turn_z) = 1 + STRETCH, TURN
    east = SHIFT[0] + grown * x - turn_z * y + turn_y * z
    west = SHIFT[1] + turn_z * x + grown * y - turn_x * z
    up = SHIFT[2] - turn_y * x + turn_x * y + grown * z
    a, b = WGS84
    squared, flat = 1 - (b / a) ** 2, hypot(east, west)
    found, last = atan2(up, flat * (1 - squared)), 0.0
    while abs(found - last) > 1e-12:
        last = found
        found = atan2(up + squared * a / sqrt(1 - squared * sin(last) ** 2) * sin(last), flat)
    return degrees(found), degrees(atan2(west, east))
