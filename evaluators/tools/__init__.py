"""Choosing a tool: catalogue facts, quotes and trials become performances; the decision engine weighs them."""
