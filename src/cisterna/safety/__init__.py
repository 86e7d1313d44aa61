"""The judge: what a plan gives at the tip, anywhere in the box, and what stands against it."""
