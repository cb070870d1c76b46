"""Communes, hamlets, groups and pick-up points."""
