"""Documents made from a view: a proposal, the record of a workshop."""
