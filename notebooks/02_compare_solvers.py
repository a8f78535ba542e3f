# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Compare solvers
#
# Which routing solver finds better plans in the time a dispatcher has, and what is a better plan worth to the customer?
# The first half races solvers on generated city waves, the second lets them plan a simulated business.
#
# Everything here takes seconds. For an answer to rely on, race more waves, more seeds, and a business of your size.

# %%
import matplotlib.pyplot as plt
from scenarios import race, race_business
from scenarios.report.pictures.business_race import draw

# %% [markdown]
# ## Race
#
# Six waves of thirty stops, a tenth of a CPU second each. Costs come from an audit that shares no code with any solver.
# A parameter of a solver stands in brackets behind its name. With `store="night.jsonl"` rows are kept as they come, and
# the next call goes on where an interrupt left it.

# %%
raced = race("waves:30:6", "numba,savings,insertion,manual", seconds=0.1, seeds=1, in_process=True)
raced

# %% [markdown]
# Each wave by itself, and which solver is better over all of them by a paired test:

# %%
raced.to_polars().pivot("solver", index="instance", values="gap")

# %%
for row in raced.verdicts():
    print(f"{row['a']:>10} and {row['b']:<10} {row['verdict']} (p = {row['p']:.3f}, {row['n']} instances)")

# %% [markdown]
# ## Look at profiles
#
# How often is a solver within so many per cent of the best? High on the left is good.

# %%
figure, axes = plt.subplots(figsize=(6, 3.5))
raced.plot_profile(axes)
plt.show()

# %% [markdown]
# How does the plan get better while the time runs? The line is the median over the waves, the band the middle half.

# %%
figure, axes = plt.subplots(figsize=(6, 3.5))
raced.plot_gap(axes)
plt.show()

# %% [markdown]
# How soon are plans within five per cent of the best known?

# %%
figure, axes = plt.subplots(figsize=(6, 3.5))
raced.plot_time_to_target(axes, within=5.0)
plt.show()

# %% [markdown]
# ## Race in a business
#
# Now each solver plans the vans of the same small shop, with as many of its own iterations as fit into twenty
# milliseconds of CPU a wave. The same customers order from all of them, so differences are paired by replication.

# %%
business = race_business("tiny", ["numba", "savings", "manual"], seconds=[0.02], replications=4, jobs=1)
print(business.table())

# %% [markdown]
# A gap in the plans is kilometres, and whether it is more than that depends on how scarce vans are: here they are not.
# `lean_fleet` is the business in which routes decide.

# %%
figure = draw(business)
figure
