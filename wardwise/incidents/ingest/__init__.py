"""From files that publishers and partners hand over to rows in the incident store, each accounted for."""
