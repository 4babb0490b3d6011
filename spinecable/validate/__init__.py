"""The scoreboard: published experiments run on the model, and how well they agree."""
