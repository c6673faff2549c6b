"""A stand-in for the plugin ``aws``: the resources the stacks declare, created in moto through boto3."""
