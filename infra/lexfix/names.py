"""What the parts of LexFix are called in the cluster.

Apart from what declares them: the policies know these names, and need not import the program for them.
"""

APP = "app"
ML = "ml-service"
MIGRATE = "migrate"
