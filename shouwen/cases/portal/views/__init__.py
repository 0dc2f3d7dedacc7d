"""Pages of the portal: coming in, the customer's page, the clerk's side."""
