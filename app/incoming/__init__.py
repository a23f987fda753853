"""What comes in from files: a workshop exported as JSON, notes from a spreadsheet, a consultation held with Polis."""
