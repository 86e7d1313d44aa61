"""What all tests share: property tests have no deadline, because a busy machine is not a fault in the code."""

from hypothesis import settings

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")
