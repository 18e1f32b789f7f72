package io.github.noleaks.random.suite;

import io.github.noleaks.VerifyNoLeaks;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Switches NoLeaks on by name, in those runs in which this annotation can be found. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@VerifyNoLeaks
@interface Watched {}
