{# What it is: a share or rate lies between 0 and 1, or is null.
   When it matters: a numerator that is not part of its denominator.
   How to resolve: compare the row's numerator and denominator; one of them counts another population. #}
{% test share(model, column_name) %}
    select {{ column_name }}
    from {{ model }}
    where {{ column_name }} < 0 or {{ column_name }} > 1
{% endtest %}
