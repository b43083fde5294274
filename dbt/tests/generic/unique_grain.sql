{# What it is: the columns a model calls its grain hold at most one row for each combination.
   When it matters: a doubled row doubles a count and a sum over the table is wrong in silence.
   How to resolve: look at the rows listed; a join upstream found two matches, or a tie-break is missing. #}
{% test unique_grain(model, columns) %}
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}
