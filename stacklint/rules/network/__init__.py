"""Rules about ports, routes and the names that programs call each other by."""
