"""Racing: which routing solver is better, at equal CPU time of one thread?"""
