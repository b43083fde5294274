{# What it is: every row of a model has a value in each of these columns.
   When it matters: a key, count or flag that is missing drops the row from joins and sums in silence.
   How to resolve: the rows listed show which column is empty; look where the model gets it from. One test for all
   columns of a model, since each test costs a query. #}
{% test complete(model, columns) %}
    select {{ columns | join(', ') }}
    from {{ model }}
    where
        {% for column in columns -%}
            {{ column }} is null{{ ' or' if not loop.last }}
        {% endfor -%}
{% endtest %}
