"""The tests mirror the tree; each reads as an example."""
