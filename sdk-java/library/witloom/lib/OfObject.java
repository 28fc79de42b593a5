package witloom.lib;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a method of a patch whose first parameter is the object: it stands for a method that isn't static. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface OfObject {}
