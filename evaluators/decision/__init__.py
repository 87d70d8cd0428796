"""The weighted-criteria engine: values, weights, methods and what is uncertain about them."""
