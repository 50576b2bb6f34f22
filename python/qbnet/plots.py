"""Plots, each in one call."""
