"""What the plan page shows, worked out before a template sees it."""

from sessions.plan_page.page import PlanPage, plan_page

__all__ = ["PlanPage", "plan_page"]
