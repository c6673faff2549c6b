"""The clauses of the Definition of Done, each a resource that is measured while the stack is updated."""
