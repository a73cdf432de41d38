"""What shops' platforms say of an order's step: one module for each, all of them pure. The table is in `sim.shop`."""
