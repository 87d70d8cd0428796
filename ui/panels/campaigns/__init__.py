"""Panels of the Campaigns page: a plan's steps and a test's."""
