"""Stand-ins for Pulumi plugins that no package registry carries. They speak the real protocol; see ``provider``."""
