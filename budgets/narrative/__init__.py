"""The explanation (情况说明) that goes with the tables: headed sections in the order printed."""
