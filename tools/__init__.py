"""What a machine needs before ``pulumi up`` can run, and the ``lexfix`` command that brings it."""
