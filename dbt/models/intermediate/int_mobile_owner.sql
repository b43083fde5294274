with

graduates as (
    select * from {{ ref('stg_graduates') }}
),

student_numbers as (
    select
        mobile_key,
        graduate_key,
        max(class_year) as class_year,
        max(birth_year) as birth_year,
        max(case when gender_code in ('1', '2') then gender_code end) as gender_code,
        max(exam_key) as exam_key
    from graduates
    where mobile_key is not null
    group by mobile_key, graduate_key
),

-- A person who took a second degree has two student numbers and one phone. A parent's phone on the records of two
-- children, or a typing error, has the same look but not the same birth year, sex and a class year for each number.
phones as (
    select
        mobile_key,
        count(*) = 1
        or (
            count(*) = count(distinct class_year)
            and (
                (
                    count(*) = count(birth_year)
                    and count(distinct birth_year) = 1
                    and count(*) = count(gender_code)
                    and count(distinct gender_code) = 1
                )
                or (count(*) = count(exam_key) and count(distinct exam_key) = 1)
            )
        ) as is_one_person
    from student_numbers
    group by mobile_key
),

-- Studies end in summer: from 1 September of a class year on, the person is the student of the next degree.
known_owners as (
    select
        student_numbers.mobile_key,
        student_numbers.graduate_key,
        make_date(
            lag(student_numbers.class_year) over (
                partition by student_numbers.mobile_key
                order by student_numbers.class_year nulls last, student_numbers.graduate_key nulls last
            ), 9, 1
        ) as valid_from,
        case
            when lead(student_numbers.graduate_key) over (
                partition by student_numbers.mobile_key
                order by student_numbers.class_year nulls last, student_numbers.graduate_key nulls last
            ) is not null then make_date(student_numbers.class_year, 9, 1)
        end as valid_until
    from student_numbers
    inner join phones
        on student_numbers.mobile_key = phones.mobile_key
    where phones.is_one_person
),

shared as (
    select
        mobile_key,
        cast(null as string) as graduate_key,
        cast(null as date) as valid_from,
        cast(null as date) as valid_until
    from phones
    where not is_one_person
),

final as (
    select * from known_owners
    union all
    select * from shared
)

select * from final
