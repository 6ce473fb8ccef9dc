"""Changes delivered: who asked to be told of them is told, at least once, in order, until it worked or is given up."""

from dancu_sandbox.delivery.delivery import Delivery

__all__ = ["Delivery"]
