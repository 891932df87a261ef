/** Services with discovery and statistics, by the NATS services protocol (ADR-32). */
@NullMarked
package dev.natsbroker.spring.service;

import org.jspecify.annotations.NullMarked;
