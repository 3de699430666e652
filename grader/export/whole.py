"""Points as whole numbers, for platforms that know no others: half points become twice as many whole ones.

Score and maximum grow by the same factor, so that the share stays what it was.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from grader.errors import CourseError

LARGEST_FACTOR = 1000
_NEAR = 1e-9


def factor_for(points: Iterable[float]) -> int:
    """Give the least number that makes all of these points whole when they are multiplied by it.

    Raises CourseError when that is more than 1000: such points do not survive as whole numbers.
    """
    factor = 1
    for each in points:
        fraction = Fraction(each).limit_denominator(LARGEST_FACTOR)
        factor = math.lcm(factor, fraction.denominator)
        if abs(float(fraction) - each) > _NEAR or factor > LARGEST_FACTOR:
            raise CourseError(
                f"{each:g} points cannot be given in whole numbers, which is all that this platform knows",
                hint="give checks whole points, halves, thirds or tenths",
            )
    return factor


def whole(points: float, factor: int) -> int:
    """Multiply points by the factor."""
    return round(points * factor)
