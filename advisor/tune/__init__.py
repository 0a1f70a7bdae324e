"""The closed loop: report, change, deploy, measure again, keep or roll back."""
