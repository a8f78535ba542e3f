"""What a credit for a late order is worth beside the order itself."""

import numpy as np
import pytest

from sim.aftersales.late_claims import check_credits
from sim.life.payments import late_credited
from sim.log import Log


@pytest.mark.parametrize(("amounts", "above"), [((500, 700), 0), ((501, 700), 1), ((501, 701), 2), ((1, 1), 0)])
def test_only_credits_above_the_goods_of_their_order_are_warned_of(amounts: tuple[int, int], above: int) -> None:
    log, order = Log(3), np.array([2, 0])
    late_credited(log, np.array([10, 20]), order, np.array(amounts))
    said = check_credits(log, np.array([700, 1, 500]))
    was, it = ("was", "it was") if above == 1 else ("were", "they were")
    words = f"{above} of 2 credits for late orders {was} worth more than the order {it} paid for"
    assert said == ((words,) if above else ())
