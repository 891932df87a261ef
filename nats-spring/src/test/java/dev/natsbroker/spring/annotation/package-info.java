/** Tests of annotated listeners, in applications without Spring Boot. */
@NullMarked
package dev.natsbroker.spring.annotation;

import org.jspecify.annotations.NullMarked;
