"""The base of every description: frozen, comparable, strict about names."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Description(BaseModel):
    """Plain validated data. Unknown names are refused; instances cannot be changed."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False
    )

    def changed(self, **values: Any) -> Any:
        """A validated copy with some fields replaced."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        unknown = set(values) - set(fields)
        if unknown:
            from spinecable.errors import DescriptionError, suggestion

            name = sorted(unknown)[0]
            raise DescriptionError(
                f"{type(self).__name__} has no field '{name}'", tip=suggestion(name, fields)
            )
        return type(self)(**{**fields, **values})
