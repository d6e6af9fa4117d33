package dev.keepsake.archive;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/**
 * Makes every component of a record required, and never null, unless it is marked {@link Nullable}: the same mark that
 * the compiler's checks go by.
 */
public final class RequiredComponents extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public JsonSetter.Value findSetterInfo(Annotated member) {
        return isComponent(member)
                ? JsonSetter.Value.construct(isNullable(member) ? Nulls.SET : Nulls.FAIL, Nulls.FAIL)
                : super.findSetterInfo(member);
    }

    private static boolean isComponent(Annotated member) {
        return member instanceof AnnotatedParameter parameter
                && parameter.getOwner() instanceof AnnotatedConstructor
                && parameter.getDeclaringClass().isRecord();
    }

    private static boolean isNullable(Annotated member) {
        AnnotatedParameter parameter = (AnnotatedParameter) member;
        Constructor<?> constructor = ((AnnotatedConstructor) parameter.getOwner()).getAnnotated();
        return constructor.getAnnotatedParameterTypes()[parameter.getIndex()].isAnnotationPresent(Nullable.class);
    }
}
