variable "bucket" {
  description = "The name of the bucket that is made, for one archive: its lifecycle is that of the whole bucket."
  type        = string
}

variable "prefix" {
  description = "Where in the bucket the archive begins, without a slash at either end."
  type        = string

  validation {
    condition     = can(regex("^[^/].*[^/]$", var.prefix))
    error_message = "The prefix has no slash at either end and at least two characters, such as archives/prod."
  }
}

variable "name" {
  description = "What the policies' names begin with; another one for each archive of an account."
  type        = string
  default     = "keepsake"
}

variable "keep_deleted_days" {
  description = "How long the versions of what was deleted stay, for --as-of. No fewer than the days of 'object-lock' and eight."
  type        = number
  default     = 45
}
