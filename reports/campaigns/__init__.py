"""Reports of campaign plans and campaign tests."""
