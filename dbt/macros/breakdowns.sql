{# The groups in which figures of a cohort are told: each dimension alone and crossed with the degree level.
   A model groups by `breakdown_sets` and names the groups with the other macros. #}

{% macro breakdown_dimensions() -%}
    {{ return(['college', 'major', 'gender', 'campus', 'academy', 'origin_province', 'urban_rural', 'training_mode']) }}
{%- endmacro %}

{# Grouping sets over the columns `always` (a list): whole cohort and every dimension, for each degree level and, unless
   `levels_together` is false, for all of them: where a figure is a sum, it is cheaper to add the levels up. #}
{% macro breakdown_sets(always, levels_together=true) -%}
    grouping sets (
        {% for dimension in breakdown_dimensions() %}
        ({{ always | join(', ') }}, {{ dimension }}, degree_level),
        {% if levels_together %}({{ always | join(', ') }}, {{ dimension }}),{% endif %}
        {% endfor %}
        {% if levels_together %}({{ always | join(', ') }}),{% endif %}
        ({{ always | join(', ') }}, degree_level)
    )
{%- endmacro %}

{# The columns degree_level, breakdown and breakdown_value of a query that groups by breakdown_sets. #}
{% macro breakdown_columns() -%}
    case when grouping(degree_level) = 1 then 'all' else degree_level end as degree_level,
        case
            {% for dimension in breakdown_dimensions() %}
            when grouping({{ dimension }}) = 0 then '{{ dimension }}'
            {% endfor %}
            else 'overall'
        end as breakdown,
        case
            {% for dimension in breakdown_dimensions() %}
            when grouping({{ dimension }}) = 0 then {{ dimension }}
            {% endfor %}
            else 'all'
        end as breakdown_value
{%- endmacro %}
