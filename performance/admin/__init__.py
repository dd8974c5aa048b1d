"""The entry pages of staff: projects, the overall goal and evaluations of a draft.

Views ask and show; performance.entering decides and stores.
"""
