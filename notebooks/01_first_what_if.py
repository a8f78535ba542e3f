# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A first what-if
#
# A small shop plans its three vans by hand: the dispatcher draws sectors on a map and visits the nearest door next,
# which takes half an hour for each wave. Would a routing solver pay?
#
# Everything here runs in seconds, because `tiny` has 120 orders a day. For a decision, use a scenario of the size of
# your business, for instance `city_day`.

# %%
from scenarios import compare, load, run
from scenarios.report import insights, picture

# %% [markdown]
# ## Load a scenario
#
# A scenario is a file. A dotted path behind a `+` changes one value of it, here who plans the routes.

# %%
by_hand = load("tiny+delivery.solver.name=manual")
by_solver = load("tiny+delivery.solver.name=numba")
by_hand.config.delivery.solver.name, by_solver.config.delivery.solver.name

# %% [markdown]
# ## Run it
#
# Five independent days, each with other customers. A KPI comes with its mean over the days and a 95 % interval: how far
# the mean may be off because five days are not all days.

# %%
result = run(by_hand, replications=5)
for key in ("cost_per_order", "on_time_delivery", "kilometres_per_drop"):
    kpi = result.kpis()[key]
    print(f"{key:22} {kpi.mean:8.3f}  ({kpi.low:.3f} to {kpi.high:.3f}) {kpi.unit}")

# %% [markdown]
# Where does work wait? In words, from the log of the first day:

# %%
for bottleneck in insights.bottlenecks(result.outcome):
    print(bottleneck)

# %% [markdown]
# ## Change the lever and compare
#
# Both arms meet the same customers, minute by minute, so most of the luck cancels out: the column "variance reduction"
# says how many times more days it would take to see as much with different customers. Every difference is B minus A,
# the solver minus the dispatcher.

# %%
comparison = compare(by_hand, by_solver, replications=10)
print(comparison.table())

# %% [markdown]
# Read the verdicts, not the means: "equal" and "unclear" are what an honest experiment says of most KPIs, the latter
# with the number of replications that would tell. Read them together, too. Cheaper tours are fuller and longer, so look
# at what happens to on-time delivery and to cycle time before you buy.

# %%
profit = comparison.document()["money"]["profit_a_month"]
print(f"profit {profit['mean']:+,.0f} GBP a month ({profit['low']:+,.0f} to {profit['high']:+,.0f}) of such days")
late = comparison.kpis()["on_time_delivery"]
print(f"on time {100 * late.a:.1f} % -> {100 * late.b:.1f} %, {late.verdict}")

# %% [markdown]
# ## Look at three pictures
#
# The tours of the dispatcher ...

# %%
picture(comparison.a, "routes")

# %% [markdown]
# ... those of the solver, for the same doors ...

# %%
picture(comparison.b, "routes")

# %% [markdown]
# ... and where an order's time goes now. Most of it is waiting at the dock, for the day that was promised or for a tour
# that is worth driving. So the next lever to try is not a faster solver but the promise or the dispatch:
# `delivery.promise.standard_days`, `delivery.dispatch.every_minutes`, or the number of vans.

# %%
picture(comparison.b, "stages")

# %% [markdown]
# ## Whom does it serve worst?
#
# Behind every percentage stand customers. This is one of them:

# %%
for order in insights.worst_orders(comparison.b.outcome, count=1):
    print(order)

# %% [markdown]
# ## Your turn
#
# Change one value and run the notebook again:
#
# - `tiny+delivery.solver.name=manual+delivery.solver.planning_minutes=5`: is it the plan, or the time it takes to make?
# - `tiny+delivery.fleet.vans.van.count=2`: how many vans does the solver need?
# - `tiny+delivery.doors.not_home=0.2`: does the answer survive a street where nobody is at home?
