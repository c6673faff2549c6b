"""LexFix's speech service: hears a learner say a phrase and answers, kindly, how each sound went."""
