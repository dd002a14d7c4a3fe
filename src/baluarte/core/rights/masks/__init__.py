"""How a personal value is shown to somebody who may not see it: enough to tell two apart, not enough to reach anybody."""
