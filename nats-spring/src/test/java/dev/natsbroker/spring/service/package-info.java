/** Tests of services. */
@NullMarked
package dev.natsbroker.spring.service;

import org.jspecify.annotations.NullMarked;
