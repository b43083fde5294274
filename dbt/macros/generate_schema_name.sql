{# The schema is the layer's name as it is written, without the target's name before it:
   one build file holds one build, so there is nothing to keep apart. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
