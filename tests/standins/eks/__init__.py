"""A Kubernetes in the place of EKS's: a real API server and real controllers, nodes that only pretend."""
