"""The campaign-test engine: aggregates of customers in, effects with their uncertainty out."""
