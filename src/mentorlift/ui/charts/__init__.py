"""Pictures as SVG: drawn on the server for a wide and a narrow page, coloured by the tokens of the theme in force."""
